"""Parts of the sink for notices: what arrived, faults, the mail server, the gateway and the page."""
