### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = حسابك
account-nav-overview = نظرة عامة
account-nav-profile = الملف الشخصي
account-nav-passkeys = مفاتيح المرور
account-nav-authenticator = تطبيق المصادقة
account-nav-recovery-codes = رموز الاسترداد
account-nav-password = كلمة المرور
account-nav-email = البريد الإلكتروني
account-nav-devices = الأجهزة
account-nav-applications = التطبيقات
account-nav-events = أحداث الأمان
account-nav-data = بياناتك
account-title = حسابك
account-lead = أنت مسجّل الدخول باسم { $username }.
account-profile = الملف الشخصي
account-username = اسم المستخدم
account-name = الاسم
account-email = البريد الإلكتروني
account-email-verified = مؤكَّد
account-email-unverified = غير مؤكَّد
account-sessions = الجلسات النشطة
account-apps = التطبيقات المتصلة
account-no-apps = لا يملك أي تطبيق حق الوصول إلى حسابك.
account-open = الانتقال إلى { $client }
account-disconnect = قطع الاتصال
account-disconnect-explain = يُسجَّل خروج التطبيق المقطوع، وعليه أن يطلب إذنك من جديد.
account-sign-out = تسجيل الخروج
