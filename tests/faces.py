"""The contract that only a package's face (its `__init__.py`) is imported from outside."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class FacesContract(Contract):
    """A module may be imported by its siblings and what is below them; others import its package.

    The modules of an app itself stand alone, and so do packages: a package in a package has a
    face of its own. Migrations are never edited after landing, so they import what they did.
    """

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 (its signature)
        reached_past = [
            (importer, module)
            for module in sorted(graph.modules)
            if _is_private(module, graph)
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not _may_know(importer, module)
        ]
        return ContractCheck(kept=not reached_past, metadata={"reached_past": reached_past})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["reached_past"]:
            face = _package_of(module)
            output.print_error(f"{importer} imports {module}: let it import from {face}.")


def _is_private(module: str, graph: ImportGraph) -> bool:
    return module.count(".") > 1 and not graph.find_children(module)


def _package_of(module: str) -> str:
    return module.rpartition(".")[0]


def _may_know(importer: str, module: str) -> bool:
    package = _package_of(module)
    return f"{importer}.".startswith(f"{package}.") or ".migrations." in importer
