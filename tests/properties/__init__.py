import pytest

# A figure that differs is told beside the model's.
pytest.register_assert_rewrite("tests.properties.sales_days", "tests.properties.machine")
