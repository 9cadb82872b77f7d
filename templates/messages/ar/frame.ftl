### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = خطأ: { $page }
footer-about = حول هذه الخدمة
new-tab = (يُفتح في علامة تبويب جديدة)
logo-alt = شعار { $client }
client-policy = سياسة الخصوصية
client-terms = شروط الخدمة
client-links = حول { $client }
client-unverified = سجّل { $client } نفسه بنفسه، ولم يتحقق أحد هنا من الجهة التي تقف وراءه. لا تتابع إلا إذا كنت تثق به.
skip = الانتقال إلى المحتوى
nav-menu = القائمة
footer-links = حول هذه الصفحات
footer-support = المساعدة
footer-privacy = الخصوصية
footer-imprint = إشعار قانوني
language-label = اللغة
language-submit = تغيير
