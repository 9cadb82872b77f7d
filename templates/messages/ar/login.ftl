### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = تسجيل الدخول
login-client = للمتابعة إلى { $client }
login-device = لتوصيل جهاز
login-again = يتطلب هذا إثباتًا جديدًا بأنك أنت.
login-username = اسم المستخدم
login-password = كلمة المرور
login-submit = تسجيل الدخول
login-cancel = إلغاء
login-error-wrong-credentials = اسم المستخدم وكلمة المرور غير متطابقين. تحقق منهما وحاول مرة أخرى.
login-error-too-many-attempts = محاولات كثيرة جدًا. انتظر بضع دقائق ثم حاول مرة أخرى.
login-error-another-account = يطلب التطبيق حسابًا غير الذي سجّلت الدخول إليه. سجّل الدخول إلى ذلك الحساب، أو ألغِ العملية.
login-error-expired = بقيت هذه الصفحة مفتوحة مدة طويلة. يُرجى تسجيل الدخول من جديد.
login-error-busy = لا يمكننا التحقق من كلمات المرور الآن. حاول مرة أخرى بعد لحظة.
select-title = اختيار حساب
select-continue = المتابعة باسم { $username }
select-other = استخدام حساب آخر
