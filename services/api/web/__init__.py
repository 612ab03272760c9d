"""The api's doors: REST for staff, webhooks for the carrier, health for whoever watches."""
