### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = 请稍候
form-post-lead = 正在返回 { $place }。如果没有反应，请选择“继续”。
form-post-submit = 继续
