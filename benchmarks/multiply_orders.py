"""`python -m benchmarks.multiply_orders 100000`: so many orders out of the imported ones."""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.multiplying import multiply

    for name, count in multiply(int(sys.argv[1])).items():
        sys.stdout.write(f"{name:<32} {count:>10,}\n")


if __name__ == "__main__":
    main()
