### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = هل تريد تسجيل الخروج؟
logout-signed-in = مسجّل الدخول باسم { $username }
logout-client = يطلب { $client } تسجيل خروجك.
logout-explain = قد تطلب منك التطبيقات التي تستخدمها تسجيل الدخول من جديد.
logout-confirm = تسجيل الخروج
logout-cancel = البقاء مسجّل الدخول
logged-out-title = تم تسجيل خروجك
logged-out-explain = على جهاز يستخدمه آخرون، أغلق أيضًا جميع نوافذ المتصفح.
logged-out-client = العودة إلى { $client }
logged-out-home = العودة إلى صفحة البداية
logged-out-frame = جارٍ تسجيل خروجك في أماكن أخرى
