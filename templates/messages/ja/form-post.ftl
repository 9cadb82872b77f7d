### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = 少々お待ちください
form-post-lead = { $place } に戻ります。何も起こらない場合は「続行」を選んでください。
form-post-submit = 続行
