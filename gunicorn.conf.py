"""How gunicorn serves Gendan; it reads this by itself when started in this folder.

The command line wins over it. Each worker counts for itself; their figures meet in a folder that
this start makes, empties of workers that ended, and takes away again.
"""

import os
import shutil
import tempfile

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Who types asks again after seconds, and a proxy keeps its connections for a minute: ours outlive
# them, so that none is closed under a request. An idle one takes no thread.
keepalive = 75
timeout = 120
graceful_timeout = 30
# The program writes its own line for each request; it knows who asked and what it cost.
accesslog = None

_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_OURS = "gendan-metrics-"
# A reload reads this file again: the folder stays the one of the start.
if not os.environ.get(_METRICS):
    os.environ[_METRICS] = tempfile.mkdtemp(prefix=_OURS)


def on_starting(server):
    """Files of an earlier start would be added to ours."""
    folder = os.environ[_METRICS]
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        if name.endswith(".db"):
            os.unlink(os.path.join(folder, name))


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    folder = os.environ[_METRICS]
    if os.path.basename(folder).startswith(_OURS):
        shutil.rmtree(folder, ignore_errors=True)
