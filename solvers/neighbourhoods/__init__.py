"""Large neighbourhoods: free some operations of the best plan, let CP-SAT place them anew."""
