"""Speed, measured: `python -m tests.benchmarks --help`. Not tests: machines are noisy, so compare ratios of one run."""
