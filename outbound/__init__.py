"""Outbound voice-call campaigns on Mico Voice AI: nobody twice, nobody lost, nobody at 3 am."""
