"""The people of the bench: each holds one role alone and looks after no region."""

from django.contrib.auth.models import Group

from masterdata.models import User


def person_of(role: str) -> User:
    who, is_new = User.objects.get_or_create(
        username=f"bench-{role}"[:150], defaults={"full_name": f"Bench {role}"}
    )
    if is_new:
        who.groups.add(Group.objects.get_or_create(name=role)[0])
    return who
