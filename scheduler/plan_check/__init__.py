"""Plans that were read back: whether they obey their scenario, and what somebody edited."""

from scheduler.plan_check.sound import sound_plan, violations_of

__all__ = ["sound_plan", "violations_of"]
