"""The people who sign in, what they did, what they are told, and files made for them."""

from artistportal.accounts.models.audit import Deed, DeedConcern
from artistportal.accounts.models.closures import Closure
from artistportal.accounts.models.downloads import Download
from artistportal.accounts.models.notifications import MailHabit, Notification, NotificationChoice
from artistportal.accounts.models.people import Letter, PersonManager, User
from artistportal.accounts.models.views import SavedView

__all__ = [
    "Closure",
    "Deed",
    "DeedConcern",
    "Download",
    "Letter",
    "MailHabit",
    "Notification",
    "NotificationChoice",
    "PersonManager",
    "SavedView",
    "User",
]
