"""Forms of people: users with their roles (administrator), and what each sets for himself."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.models import Region, User
from masterdata.roles import Role, roles_of
from ui.forms import Form, LookupField, ModelForm
from ui.pinyin import initials

# Who approves or pays needs a longer password (ASVS 6.2).
APPROVERS = frozenset(
    {
        Role.PURCHASING_MANAGER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.ACCOUNTANT,
        Role.CASHIER,
        Role.ADMINISTRATOR,
    }
)
APPROVERS_LENGTH = 12
PAGE_SIZES = ((20, "20"), (50, "50"), (100, "100"), (500, "500"))


def check_password(password: str, user: User, roles: frozenset[Role]) -> None:
    validate_password(password, user)
    if roles & APPROVERS and len(password) < APPROVERS_LENGTH:
        sentence = gettext("Whoever approves or pays needs a password of at least 12 characters.")
        raise ValidationError(sentence)


class UserForm(ModelForm):
    """`actor` is the administrator at work; he cannot lock himself out."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    superior = LookupField("user", User.objects.all(), label=_("Superior"), required=False)
    region = LookupField("region", Region.objects.all(), label=_("Region"), required=False)
    password = forms.CharField(
        label=_("New password"),
        required=False,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Left empty, it stays as it is. A new person without one cannot log in."),
    )

    class Meta:
        model = User
        fields = (
            "username", "full_name", "pinyin", "position", "phone", "superior", "region",
            "is_active",
        )  # fmt: skip
        help_texts = {  # noqa: RUF012
            "pinyin": _("Left empty, made from the name. Several codes: separate by a blank."),
            "is_active": _("Taken away, the person is logged out everywhere at once."),
        }

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.fields["full_name"].required = True
        if self.instance.pk:
            self.fields["roles"].initial = sorted(_stored_roles(self.instance))

    @property
    def chosen_roles(self) -> frozenset[Role]:
        return frozenset(Role(value) for value in self.cleaned_data.get("roles", ()))

    def clean_superior(self) -> User | None:
        """Nobody stands above himself, neither directly nor through others."""
        superior: User | None = self.cleaned_data["superior"]
        above = superior
        while above is not None and self.instance.pk:
            if above.pk == self.instance.pk:
                raise ValidationError(gettext("This would make a circle in the reporting line."))
            above = above.superior
        return superior

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk == self.actor.pk:
            if not cleaned.get("is_active"):
                self.add_error("is_active", gettext("You cannot deactivate yourself."))
            was = Role.ADMINISTRATOR in roles_of(self.actor) and not self.actor.is_superuser
            if was and Role.ADMINISTRATOR not in self.chosen_roles:
                sentence = gettext("Let another administrator take this role from you.")
                self.add_error("roles", sentence)
        password = cleaned.get("password")
        if password:
            try:
                check_password(password, self._as_typed(cleaned), self.chosen_roles)
            except ValidationError as fault:
                self.add_error("password", fault)
        return cleaned

    def _as_typed(self, cleaned: dict[str, Any]) -> User:
        """A password must not resemble the names that are being given just now."""
        names = {name: cleaned.get(name) or "" for name in ("username", "full_name")}
        return User(first_name=names["full_name"], **names)

    def prepare(self) -> User:
        person: User = self.instance
        person.pinyin = self.cleaned_data["pinyin"] or initials(person.full_name)[:100]
        person.to_complete = person.to_complete and not person.position
        if self.cleaned_data["password"]:
            person.set_password(self.cleaned_data["password"])
        elif not person.pk:
            person.set_unusable_password()
        return person

    def set_roles(self, person: User) -> bool:
        """Gives exactly the chosen roles; other groups are not touched. True if any changed."""
        before = _stored_roles(person)
        if before == self.chosen_roles:
            return False
        groups = {group.name: group for group in Group.objects.filter(name__in=Role.values)}
        person.groups.remove(*(groups[role.value] for role in before - self.chosen_roles))
        person.groups.add(*(groups[role.value] for role in self.chosen_roles - before))
        return True


def _stored_roles(person: User) -> frozenset[Role]:
    names = person.groups.filter(name__in=Role.values).values_list("name", flat=True)
    return frozenset(Role(name) for name in names)


class ProfileForm(ModelForm):
    """What everyone sets for himself."""

    rows_per_page = forms.TypedChoiceField(label=_("Rows per page"), choices=PAGE_SIZES, coerce=int)

    class Meta:
        model = User
        fields = ("language", "default_price_source", "phone")


class PasswordForm(Form):
    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, 12 for those who approve or pay; no common word."),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not self.user.check_password(current):
            raise ValidationError(gettext("This is not your current password."))
        return current

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        check_password(new, self.user, roles_of(self.user))
        return new

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", gettext("The two new passwords differ. Type them again."))
        return cleaned
