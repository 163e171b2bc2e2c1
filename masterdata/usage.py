"""Whether papers already name a record, asked of whatever points at it from the apps above."""

from django.db.models import Model


def is_used(record: Model) -> bool:
    own = record._meta.app_label
    for relation in record._meta.related_objects:
        model = relation.related_model
        is_history = model._meta.model_name.startswith("historical")
        if model._meta.app_label == own or is_history:
            continue
        if model._default_manager.filter(**{relation.field.name: record.pk}).exists():
            return True
    return False
