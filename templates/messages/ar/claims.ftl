### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = الاسم الكامل
claim-given-name = الاسم الأول
claim-family-name = اسم العائلة
claim-middle-name = الاسم الأوسط
claim-nickname = اللقب
claim-preferred-username = اسم المستخدم
claim-profile = عنوان صفحة ملفك الشخصي
claim-picture = الصورة
claim-website = الموقع الإلكتروني
claim-gender = النوع
claim-birthdate = تاريخ الميلاد
claim-zoneinfo = المنطقة الزمنية
claim-locale = اللغة
claim-updated-at = وقت آخر تغيير في ملفك الشخصي
claim-email = عنوان البريد الإلكتروني
claim-email-verified = ما إذا كان عنوان بريدك الإلكتروني مؤكَّدًا
claim-address = العنوان البريدي
claim-phone-number = رقم الهاتف
claim-phone-number-verified = ما إذا كان رقم هاتفك مؤكَّدًا
scope-openid = معرفة أنك أنت صاحب الحساب
scope-profile = رؤية اسمك وصورتك وبيانات أخرى من ملفك الشخصي
scope-email = رؤية عنوان بريدك الإلكتروني
scope-address = رؤية عنوانك البريدي
scope-phone = رؤية رقم هاتفك
scope-offline-access = الاحتفاظ بحق الوصول أثناء غيابك
scope-groups = رؤية مجموعاتك وأدوارك
claim-groups = المجموعات التي تنتمي إليها
claim-roles = الأدوار التي لديك
