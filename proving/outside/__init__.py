"""A whole Gendan beside the proof: database, server, visitors; processes that can be killed."""
