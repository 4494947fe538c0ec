.PHONY: check fix test demo mutants

check: ## everything that .ci/run asks for, but the demo
	uv run ruff format --check
	uv run ruff check
	uv run mypy
	uv run lint-imports --no-logo
	uv run pytest --cov

fix: ## what can be put right by itself
	uv run ruff check --fix
	uv run ruff format

test:
	uv run pytest

demo:
	uv run jampel demo

mutants: ## by hand: takes an hour; what survives is named in docs/mutation.md
	uv run python bench/mutants.py
