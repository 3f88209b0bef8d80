"""What happens by itself: Prefect flows, and the APScheduler that wakes them.

Importing this package imports no Prefect: that takes seconds, and enforcing deadlines does not wait for it.
"""
