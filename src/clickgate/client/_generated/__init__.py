# Generated from the catalogue by `./dev generate`; changes here are lost.
