"""People, as support finds and helps them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm

from artistportal.accounts.models import User
from artistportal.admin_lists import EstimatingPaginator


class PersonCreationForm(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
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

    def get_readonly_fields(self, request: Any, obj: User | None = None) -> tuple[str, ...]:
        """Only a superuser makes staff; nobody raises themselves."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return readonly
        return (*readonly, "is_staff", "is_superuser", "groups", "user_permissions")
