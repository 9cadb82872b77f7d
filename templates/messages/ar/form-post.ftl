### The page that carries a response by POST.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

form-post-title = لحظة واحدة
form-post-lead = أنت في طريق العودة إلى { $place }. إذا لم يحدث شيء، فاختر «متابعة».
form-post-submit = متابعة
