### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = Rejections
admin-refusals-lead = Every refused request has an id, which its application was told. Records are kept for seven days.
admin-refusal-title = Rejection { $name }
admin-refusal-id = Id
admin-refusal-at = When
admin-refusal-rule = Rule
admin-refusal-section = Written in
admin-refusal-error = Error code
admin-refusal-endpoint = Endpoint
admin-refusal-client = Client
admin-refusal-no-such = There is no rejection { $name }. It may be older than seven days.
admin-refusal-find = Id of a rejection
admin-refusal-client-filter = Client id
admin-refusal-mend = What to do
admin-refusal-difference = The difference
admin-refusal-place = The first character that differs is number { $place }.
admin-refusal-received = Received
admin-refusal-nearest = Most similar
admin-refusal-registered = Registered as
admin-refusal-noted = What was noted
admin-refusal-unknown-rule = This rejection was noted by another version, whose rule is not known here.
admin-refusal-kind-same = There is none with what is registered now: it was registered since, or something else is wrong.
admin-refusal-kind-trailing-slash = Only one of them ends with a slash.
admin-refusal-kind-scheme = The schemes differ, as http and https do.
admin-refusal-kind-case = Only capitals differ; they count.
admin-refusal-kind-whitespace = There are spaces or line ends around it.
admin-refusal-kind-encoding = They are the same but for percent-encoding.
admin-refusal-kind-host = The hosts differ. localhost and 127.0.0.1 are two hosts.
admin-refusal-kind-port = The ports differ.
admin-refusal-kind-path = The paths differ.
admin-refusal-kind-query = The queries differ.
admin-refusal-kind-fragment = One of them has a fragment.
admin-refusal-kind-other = They differ.
