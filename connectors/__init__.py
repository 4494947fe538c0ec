"""Where records come from: the contract, the table reader and one module or folder a connector."""
