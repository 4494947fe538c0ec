"""An invented regency: people, OPDs and a year of exports from a seed. Nobody in it is real."""
