### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = المستخدم { $name }
admin-user-username = اسم المستخدم
admin-user-username-hint = يسجّل الشخص الدخول به، ولا يمكن تغييره لاحقًا.
admin-user-name = الاسم الكامل
admin-user-email = البريد الإلكتروني
admin-user-admin = مسؤول
admin-user-admin-hint = يمكنه استخدام لوحة التحكم هذه وكل ما فيها.
admin-user-subject = المعرّف (subject)
admin-user-profile = الملف الشخصي
admin-user-add = إضافة مستخدم
admin-user-add-lead = يمكن استخدام الحساب فورًا.
admin-user-search = اسم المستخدم أو البريد الإلكتروني
admin-user-remove-title = هل تريد إزالة المستخدم { $name }؟
admin-user-remove-consequence = يُحذف الحساب وطرق تسجيل دخوله وكل ما سمح به نهائيًا، وتنتهي جلساته ورموزه المميّزة فورًا.
admin-sessions-lead = كل جلسة هي تسجيل دخول واحد في متصفح واحد، وإنهاؤها يسجّل خروج الشخص هناك.
