### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = هل تسمح بالوصول؟
consent-lead = يرغب { $client } في استخدام حسابك.
consent-signed-in = مسجّل الدخول باسم { $username }
consent-switch = لست أنت؟
consent-scopes = سيتمكن من:
consent-claims = سيعرف عنك:
consent-resources = لدى:
consent-no-scopes = لا يطلب سوى موافقتك.
consent-allow = السماح
consent-deny = الرفض
consent-destination-site = أيًّا كان اختيارك، ستعود إلى { $place }.
consent-destination-device = أيًّا كان اختيارك، ستعود إلى برنامج على هذا الجهاز ({ $place }). لا تتابع إلا إذا كنت قد شغّلته بنفسك.
consent-destination-app = أيًّا كان اختيارك، ستعود إلى تطبيق على هذا الجهاز ({ $place }). لا تتابع إلا إذا كنت قد شغّلته بنفسك.
consent-scope-claims = يتضمن:
