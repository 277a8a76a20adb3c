import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Runs the server and the background worker together, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, port: int, threads: int, **options: Any) -> None:
        address = f"127.0.0.1:{port}"
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        worker = subprocess.Popen([*manage, "work"])
        server = subprocess.Popen(
            [
                *[sys.executable, "-m", "gunicorn", "casework.wsgi", "--bind", address],
                *["--worker-class", "gthread", "--threads", str(threads), "--log-level", "warning"],
            ]
        )
        self.stdout.write(f"\nCasework answers at http://{address}/  (stop with Ctrl+C)\n")
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            code = server.wait()
        except KeyboardInterrupt:
            code = server.wait()
        finally:
            worker.terminate()
            worker.wait()
        if code > 0:
            sys.exit(code)
