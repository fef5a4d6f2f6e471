"""The recipe of the scrubber's data: lexicon and models, made from packages and hand-written sentences."""
