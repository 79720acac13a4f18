"""What quality.md section 1 asks to be shown: races, crashes, a slow gateway, schedules."""
