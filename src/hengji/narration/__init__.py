"""A language model may propose wording: off unless a site configures it; only public facts are sent; what comes back is looked through."""
