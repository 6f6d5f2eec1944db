// Every feed: FEED(name) is src/vulns/feed_name.c and its FEED_name. The first that recognises a file reads it.
FEED(cve5)
FEED(osv)
FEED(nvd)
FEED(kev)
FEED(epss)
