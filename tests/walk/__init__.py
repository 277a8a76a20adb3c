"""Every page of the site, walked: what is proved of each of them alike."""
