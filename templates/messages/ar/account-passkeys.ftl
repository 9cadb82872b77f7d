### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = مفاتيح المرور
passkeys-lead = سجّل الدخول ببصمتك أو وجهك أو رقم PIN أو مفتاح أمان بدلًا من كلمة المرور.
passkeys-none = ليس لديك مفتاح مرور بعد.
passkeys-created = أُضيف
passkeys-used = آخر استخدام
passkeys-unused = لم يُستخدم بعد
passkeys-name = الاسم
passkeys-rename = إعادة التسمية
passkeys-remove = إزالة
passkeys-add = إضافة مفتاح مرور
passkeys-add-submit = إضافة مفتاح مرور
passkeys-script = تتطلب إضافة مفتاح مرور تشغيل JavaScript.
passkeys-problem = لم ينشئ المتصفح مفتاح مرور. حاول مرة أخرى أو استخدم جهازًا آخر.
passkeys-sign-in = سجّل الدخول من جديد لإضافة مفتاح مرور
passkeys-error-not-added = لم يُضَف مفتاح المرور. ربما بقيت الصفحة مفتوحة مدة طويلة. حاول مرة أخرى.
passkeys-error-not-removed = لم يعد مفتاح المرور هذا موجودًا، أو أنه وسيلتك الوحيدة لتسجيل الدخول. اضبط كلمة مرور أولًا.
passkeys-error-not-renamed = لم تُعَد تسمية مفتاح المرور. أعطه اسمًا.
login-passkey = استخدام مفتاح مرور
login-passkey-problem = لم يقدّم المتصفح مفتاح مرور. حاول مرة أخرى أو استخدم كلمة مرورك.
login-error-passkey = لم يُقبل مفتاح المرور هذا. حاول مرة أخرى أو استخدم كلمة مرورك.
