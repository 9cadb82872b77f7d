### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

