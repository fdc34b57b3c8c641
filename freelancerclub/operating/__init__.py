"""What operators and their machines ask a running service: is it alive, is it ready, how much does it do."""
