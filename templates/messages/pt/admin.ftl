### The administrators' console: its frame, and what its pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

