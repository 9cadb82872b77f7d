### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.
