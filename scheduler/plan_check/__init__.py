"""Plans that were read back: whether they obey their scenario, and what somebody edited."""

from scheduler.plan_check.sound import check_sound, sound_plan

__all__ = ["check_sound", "sound_plan"]
