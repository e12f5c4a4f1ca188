"""People, as support finds and helps them, without ever becoming one of them.

Support turns off a lost second factor and ends a session; it never reads the secret of one, and
sets nobody's password.
"""

from __future__ import annotations

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401  # they register first, so that ours replace them
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from artistportal.accounts import tasks
from artistportal.accounts.models import Letter, User
from artistportal.accounts.services import letters
from artistportal.admin_lists import EstimatingPaginator, ReadOnlyAdmin
from artistportal.admin_reasons import RecordedAdmin, with_reason


class PersonCreationForm(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonAdmin(RecordedAdmin[User], UserAdmin[User]):
    """Support sees names and states; a password is never shown, and only reset by its owner."""

    add_form = PersonCreationForm
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("email", "name", "is_active")}),
        ("Support", {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Seen", {"fields": ("last_login", "date_joined")}),
    )
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    readonly_fields = ("last_login", "date_joined")
    search_fields = ("email", "name")
    search_help_text = "E-mail address or name"
    ordering = ("email",)
    paginator = EstimatingPaginator
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes somebody else of support: an e-mail address is a way in."""
        is_peer = obj is not None and obj.is_staff and obj != request.user
        return super().has_change_permission(request, obj) and (
            not is_peer or bool(request.user.is_superuser)
        )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person who left is made inactive; what they did keeps their name."""
        return False

    def user_change_password(self, *_asked: object, **_named: object) -> HttpResponse:
        raise PermissionDenied("Only its owner sets a password, by resetting it.")

    def get_readonly_fields(self, request: Any, obj: User | None = None) -> tuple[str, ...]:
        """Only a superuser makes staff; nobody raises themselves."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return readonly
        return (*readonly, "is_staff", "is_superuser", "groups", "user_permissions")


class EndableAdmin(ReadOnlyAdmin[Any]):
    """Rows that support reads in part and takes away, one at a time."""

    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(f"{self.opts.app_label}.delete_{self.opts.model_name}"))


admin.site.unregister([Authenticator, EmailAddress, UserSession])


@admin.register(Authenticator)
class SecondFactorAdmin(EndableAdmin):
    list_display = fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    ordering = ("-pk",)


@admin.register(UserSession)
class SessionAdmin(EndableAdmin):
    list_display = fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    ordering = ("-pk",)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin[Any]):
    """An address is a way in: its owner alone adds, verifies and removes it."""

    list_display = fields = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("=email", "=user__email")
    search_help_text = "The whole e-mail address"
    ordering = ("-pk",)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin[Letter]):
    """Letters: whether each went out, and why not."""

    list_display = ("subject", "to", "state", "attempts", "created_at", "finished_at", "error")
    fields = (
        "to", "subject", "text", "state", "attempts", "created_at", "finished_at", "error",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("to",)
    search_fields = ("to__email", "to__name", "subject")
    search_help_text = "E-mail address, name or subject"
    ordering = ("-pk",)
    actions = ("send_again",)

    def has_sending_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("accounts.change_letter"))

    @admin.action(description="Send failed letters again", permissions=["sending"])
    @with_reason()
    def send_again(self, request: Any, queryset: QuerySet[Letter]) -> None:
        now = timezone.now()
        chosen = queryset.values_list("pk", flat=True)
        ids = [pk for pk in chosen if letters.send_again(letter_id=pk, now=now)]
        tasks.ring_letters(ids)
        self.message_user(request, f"{len(ids)} letters are sent again.")
