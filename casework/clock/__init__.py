"""What the clock does by itself: timers kept, found due, claimed, fired; reminders and digests; rounds looked over."""
