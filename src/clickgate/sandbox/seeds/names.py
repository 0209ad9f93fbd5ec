"""Words that seeds make names of."""

from __future__ import annotations

PEOPLE = (
    "Amara Osei", "Ben Hartley", "Chloe Marchand", "Diego Fuentes", "Elif Kaya", "Farah Nasser", "Gustav Lindqvist",
    "Hana Watanabe", "Ivo Petrov", "Joy Mensah", "Kieran Doyle", "Leila Haddad", "Marta Kowalska", "Nikhil Rao",
    "Olivia Brandt", "Pedro Almeida", "Quinn Baker", "Rosa Conti", "Samuel Adeyemi", "Tess Verhoeven",
)  # fmt: skip

COLORS = ("#7b68ee", "#ff897f", "#81b1ff", "#2ecd6f", "#f9d900", "#02bcd4", "#e65100", "#b388ff", "#ee5e99", "#5f7c8a")

SPACES = ("Engineering", "Marketing", "Operations", "Research", "Customer Success", "Finance")

FOLDERS = ("Roadmap", "Platform", "Launches", "Internal", "Clients", "Archive of ideas", "Hiring", "Growth")

LISTS = ("Backlog", "This sprint", "Bugs", "Content calendar", "Requests", "Design", "Onboarding", "Experiments",
         "Vendors", "Follow-ups", "Reviews", "Reports")  # fmt: skip

VERBS = ("Fix", "Review", "Draft", "Plan", "Ship", "Measure", "Rewrite", "Test", "Document", "Prepare", "Update",
         "Investigate", "Translate", "Simplify", "Schedule", "Approve")  # fmt: skip

OBJECTS = (
    "sign-in page", "invoice export", "search index", "welcome e-mail", "price list", "status report", "mobile menu",
    "import of contacts", "quarterly budget", "release notes", "customer interview", "backup job", "landing page",
    "access rights", "onboarding guide", "error messages", "supplier contract", "survey results", "chart colours",
    "meeting notes",
)  # fmt: skip

CONTEXTS = (
    "for the spring release", "before the audit", "with the support team", "for new customers", "in three languages",
    "after the outage", "for the mobile app", "as agreed in March", "for the sales team", "without downtime",
    "for the board", "in the new style",
)  # fmt: skip

TAGS = (
    "urgent fix", "customer", "design", "backend", "frontend", "quick win", "blocked", "legal", "research", "launch",
    "debt", "idea",
)  # fmt: skip

REMARKS = (
    "Looks good to me, please go on.", "Can you add numbers to this?", "Waiting for an answer from the supplier.",
    "I have moved this to next week.", "Done on my side, please check.", "We agreed on the second variant.",
    "The file is in the shared folder.", "Let us talk about this tomorrow.",
)  # fmt: skip
