"""What a writer asks of its generator for each run."""

from __future__ import annotations

from ._row_transform import RowTransform
from ._spec_source import current_size
from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ._constraints import Keys
    from ._rand_engine_ext import Generator as NativeGenerator
    from ._spec_source import PreparedSpec, Size, SpecSource
    from ._transformers import FrameFunction


class Run:
    """One run: the engine's writer, and the user's code around it."""

    __slots__ = ("_constraint_labels", "_source", "native", "transform")

    def __init__(
        self,
        native: Any,
        transform: RowTransform | None,
        source: SpecSource | None,
        constraint_labels: Sequence[str] = (),
    ) -> None:
        self.native = native
        self.transform = transform
        self._source = source
        self._constraint_labels = list(constraint_labels)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """After an error or Ctrl-C in a ``with`` block no transaction stays open.

        The engine has it closed after errors of its own; it calls no Python any more once
        it was interrupted.
        """
        if kind is not None and self.transform is not None:
            self.transform.publish_failed()

    def renew(self) -> NativeGenerator | None:
        """Ask for the spec again, and return its generator; None if it is always the same."""
        if self._source is None or not self._source.is_callable:
            return None
        prepared = _checked(self._source.read())
        if self.transform is not None:
            self.transform.prepared = prepared
        if self.transform is None and prepared.transformers:
            raise OptionError(
                "the spec of a later file has transformers, that of the first had none; "
                'give the first one some too, for example "transformers": [lambda x: x]'
            )
        if prepared.constraint_labels != self._constraint_labels:
            raise OptionError(
                "the constraints of a spec that changes from file to file must stay the same"
            )
        return prepared.native


class RunSource:
    """Makes runs of one generator: ``kind`` is "write" or "write_stream"."""

    def __init__(
        self,
        kind: str,
        source: SpecSource,
        size: Size | None,
        functions: Sequence[FrameFunction],
        make_keys: Callable[[PreparedSpec], Keys | None],
    ) -> None:
        self._kind = kind
        self._source = source
        self.size = size
        self._functions = functions
        self._make_keys = make_keys

    def settings_check(self) -> Any:
        """Return a writer that nothing is written with: it checks settings."""
        return getattr(self._source.placeholder, self._kind)()

    @property
    def asks_each_file(self) -> bool:
        """Whether each file of a stream may have another spec."""
        return self._source.is_callable

    def begin(self) -> Run:
        """Return a run with spec and size as they are now."""
        prepared = _checked(self._source.read())
        transform = row_transform(prepared, self._functions, self._make_keys(prepared))
        native = getattr(prepared.native, self._kind)()
        if self.size is not None:
            native.set_size(current_size(self.size))
        if transform is not None:
            native.set_transform(transform)
        return Run(native, transform, self._source, prepared.constraint_labels)


def row_transform(
    prepared: PreparedSpec, functions: Sequence[FrameFunction], keys: Keys | None
) -> RowTransform | None:
    """Return what comes after the engine, or None if nothing does."""
    if not prepared.transformers and not functions and keys is None:
        return None
    transform = RowTransform(prepared, functions, keys)
    if transform.needs_frame:
        from ._optional import import_optional

        import_optional("pandas", "transformers and constraints")
    return transform


def _checked(prepared: PreparedSpec) -> PreparedSpec:
    if prepared.mistakes:
        prepared.validate()
    return prepared
