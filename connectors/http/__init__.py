"""The one HTTP client of all connectors: `connectors.http.client.HttpClient`."""
