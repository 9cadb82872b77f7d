### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = مرحبًا { $username }،
mail-greeting-unnamed = مرحبًا،
mail-link-hint = إذا لم يعمل الزر، فانسخ هذا العنوان إلى متصفحك:
mail-advice-unasked = إذا لم تطلب ذلك، فلا يلزمك فعل شيء: لن يحدث شيء دون الرابط.
mail-advice-not-you = إذا لم تكن أنت، فغيّر كلمة مرورك فورًا وراجع الجلسات في صفحة حسابك.
mail-sender = أرسله { $product }، { $issuer }
mail-fact-time = الوقت
mail-fact-address = عنوان الشبكة
mail-fact-agent = المتصفح
mail-sign-up-subject = أكمِل إنشاء حسابك
mail-sign-up-text = أنشأ شخص ما، ونرجو أن يكون أنت، حسابًا بعنوان البريد هذا لدى { $product }.
    افتح الصفحة عبر هذا الرابط لإكماله. يعمل الرابط مرة واحدة ولمدة 24 ساعة على الأكثر.
mail-sign-up-action = إكمال الحساب
mail-account-exists-subject = لديك حساب بالفعل
mail-account-exists-text = أدخل شخص ما، ربما أنت، عنوان البريد هذا لدى { $product } لإنشاء حساب. يوجد حساب بهذا العنوان بالفعل، واسمه { $username }.
    سجّل الدخول به. وإذا نسيت كلمة المرور، فستقودك صفحة تسجيل الدخول إلى كلمة جديدة.
mail-account-exists-action = تسجيل الدخول
mail-verify-email-subject = أكِّد عنوان بريدك الإلكتروني
mail-verify-email-text = يُرجى تأكيد أن عنوان البريد هذا يخص حسابك لدى { $product }. يعمل الرابط مرة واحدة.
mail-verify-email-action = تأكيد العنوان
mail-reset-password-subject = اختر كلمة مرور جديدة
mail-reset-password-text = أفاد شخص ما، ونرجو أن يكون أنت، بأنك نسيت كلمة مرورك لدى { $product }.
    تتيح لك الصفحة عبر هذا الرابط اختيار كلمة جديدة. يعمل الرابط مرة واحدة ولمدة قصيرة. وكلمة المرور الجديدة تسجّل خروجك من كل مكان.
mail-reset-password-action = اختيار كلمة مرور جديدة
mail-change-email-subject = أكِّد عنوان بريدك الجديد
mail-change-email-text = سيكون لحسابك لدى { $product } عنوان البريد هذا. أكِّده في المتصفح الذي سجّلت الدخول فيه. يعمل الرابط مرة واحدة ولمدة قصيرة.
mail-change-email-action = تأكيد العنوان
mail-new-sign-in-subject = تسجيل دخول جديد إلى حسابك
mail-new-sign-in-text = سُجّل الدخول إلى حسابك لدى { $product } من متصفح لم نره من قبل.
mail-password-changed-subject = تم تغيير كلمة مرورك
mail-password-changed-text = تم تغيير كلمة مرور حسابك لدى { $product }.
mail-email-changed-subject = تم تغيير عنوان بريدك الإلكتروني
mail-email-changed-text = لحسابك لدى { $product } الآن عنوان بريد آخر، وستُرسل الرسائل إليه من الآن فصاعدًا.
mail-factor-added-subject = أُضيف عامل ثانٍ
mail-factor-added-text = يطلب حسابك لدى { $product } الآن عاملًا ثانيًا عند تسجيل الدخول.
mail-factor-removed-subject = أُزيل عامل ثانٍ
mail-factor-removed-text = أُزيل عامل ثانٍ من حسابك لدى { $product }.
mail-passkey-added-subject = أُضيف مفتاح مرور
mail-passkey-added-text = أُضيف مفتاح المرور «{ $name }» إلى حسابك لدى { $product }. يمكن استخدامه لتسجيل الدخول.
mail-passkey-removed-subject = أُزيل مفتاح مرور
mail-passkey-removed-text = أُزيل مفتاح المرور «{ $name }» من حسابك لدى { $product }.
mail-recovery-code-used-subject = استُخدم رمز استرداد
mail-recovery-code-used-text = سُجّل الدخول إلى حسابك لدى { $product } برمز استرداد، ولن يعمل مرة أخرى.
