### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = تم تسجيل { $name }
admin-client-secret = سر العميل
admin-client-kind = ما هو؟
admin-client-redirect-uris = عناوين إعادة التوجيه
admin-kind-web = تطبيق ويب
admin-kind-web-hint = يعمل على خادم يحفظ سرًّا.
admin-key-alg = الخوارزمية
admin-snippet-curl = من سطر الأوامر
admin-snippet-postman-lead = استورده في Postman.
