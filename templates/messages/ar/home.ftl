### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = حساب واحد لتطبيقاتك
home-lead = تُحيلك التطبيقات إلى هنا لتسجيل الدخول. فتعرف من أنت وما الذي تسمح به، ولا ترى كلمة مرورك أبدًا.
home-signed-in = مسجّل الدخول باسم { $username }
home-sign-in = تسجيل الدخول
home-account = حسابك
home-sign-out = تسجيل الخروج
home-developers = للمطوّرين
home-issuer = جهة الإصدار
home-discovery = مستند الاكتشاف
home-jwks = المفاتيح العامة (JWKS)
home-docs = توثيق واجهة API
