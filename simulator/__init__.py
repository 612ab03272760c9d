"""A carrier and a mailbox on screen, so that Between can be seen and tested without sending anything.

*Knows*: nothing of the product; only the carrier's HTTP, signed webhooks and SMTP.
*Hears*: creates and listings as Twilio's REST API takes them, mail over SMTP, texts typed on simulated phones.
*Says*: signed inbound texts and status callbacks, TwiML answers shown on the phones, captured mail shown in the inbox.

Everything is kept in memory, bounded, and forgotten at the end of the process.
"""
